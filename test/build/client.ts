import { connect } from 'node:net';
import { administrator } from './server.ts';

/** A client like those in the field: hand-made multipart and XML, judged by substrings. */
export type UploadFilePart = { readonly fileName: string; readonly bytes: Uint8Array };

export const namespace = 'http://www.scene7.com/IpsApi/xsd/2014-04-03';

export const plainOptions = '<overwrite>true</overwrite><readyForPublish>true</readyForPublish><createMask>false</createMask><emailSetting>None</emailSetting>';

export function authXml(extra = ''): string {
  return `<authHeader xmlns="http://www.scene7.com/IpsApi/xsd"><user>${administrator.email}</user><password>${administrator.password}</password>${extra}</authHeader>`;
}

export type PostedUpload = {
  readonly companyHandle: string;
  readonly jobName?: string;
  readonly jobHandle?: string;
  readonly destFolder?: string;
  readonly endJob?: boolean;
  /** Inner XML of `uploadParams`; default `plainOptions` for a new job. */
  readonly options?: string;
};

/** One POST to the upload door. @returns status, body and the handle if there is one. */
export async function postUpload(url: string, upload: PostedUpload, files: readonly UploadFilePart[], auth = authXml()): Promise<{ readonly status: number; readonly body: string; readonly handle: string | undefined }> {
  const boundary = 'b0undary-of-a-test';
  const field = (name: string, value: string | boolean | undefined): string => (value === undefined ? '' : `<${name}>${value}</${name}>`);
  const params =
    `<uploadPostParam xmlns="${namespace}">${field('companyHandle', upload.companyHandle)}${field('jobName', upload.jobName)}${field('jobHandle', upload.jobHandle)}` +
    `${field('destFolder', upload.destFolder)}${field('endJob', upload.endJob)}` +
    `${upload.jobName === undefined ? '' : `<uploadParams>${upload.options ?? plainOptions}</uploadParams>`}</uploadPostParam>`;
  const text = (name: string, xml: string): Buffer => Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${xml}\r\n`);
  const body = Buffer.concat([
    text('auth', auth),
    text('uploadParams', params),
    ...files.flatMap(({ fileName, bytes }, index) => [
      Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="file${index}"; filename="${fileName}"\r\nContent-Type: application/octet-stream\r\n\r\n`),
      bytes,
      Buffer.from('\r\n'),
    ]),
    Buffer.from(`--${boundary}--\r\n`),
  ]);
  const answer = await fetch(`${url}/scene7/UploadFile`, { method: 'POST', headers: { 'content-type': `multipart/form-data; boundary=${boundary}` }, body });
  const said = await answer.text();
  return { status: answer.status, body: said, handle: /<jobHandle>([^<]+)<\/jobHandle>/.exec(said)?.[1] };
}

/** Calls an operation by SOAP 1.1. @returns the answer's text. */
export async function callService(url: string, operation: string, inner: string, locale = 'en'): Promise<string> {
  const envelope =
    `<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Header>${authXml(`<locale>${locale}</locale>`)}</soapenv:Header>` +
    `<soapenv:Body><${operation}Param xmlns="${namespace}">${inner}</${operation}Param></soapenv:Body></soapenv:Envelope>`;
  const answer = await fetch(`${url}/scene7/services/IpsApiService`, { method: 'POST', headers: { 'content-type': 'text/xml; charset=utf-8', soapaction: operation }, body: envelope });
  return answer.text();
}

/** Handle of the first company that is not the shared one. */
export async function firstCompany(url: string): Promise<{ readonly handle: string; readonly root: string }> {
  const answer = await callService(url, 'getCompanyMembership', '');
  const companies = [...answer.matchAll(/<companyHandle>([^<]+)<\/companyHandle>.*?<rootPath>([^<]+)<\/rootPath>/gs)];
  const found = companies.find(([, handle]) => handle !== 'c|1');
  if (found === undefined) throw new Error(`no company in ${answer}`);
  return { handle: found[1] ?? '', root: found[2] ?? '' };
}

/** Polls as clients do until the job is no longer active, then reads the log. */
export async function waitForJob(url: string, companyHandle: string, jobHandle: string, limitMs = 60_000): Promise<string> {
  const deadline = Date.now() + limitMs;
  const filter = `<companyHandle>${companyHandle}</companyHandle><jobHandle>${jobHandle}</jobHandle>`;
  while (Date.now() < deadline) {
    const active = await callService(url, 'getActiveJobs', filter);
    if (!active.includes('getActiveJobsReturn')) throw new Error(`getActiveJobs answered ${active}`);
    if (!active.includes('<jobHandle>')) return callService(url, 'getJobLogDetails', filter);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`job ${jobHandle} is still active after ${limitMs} ms: ${await callService(url, 'getActiveJobs', filter)}`);
}

/** Log types of a job log in order. */
export function logTypes(log: string): readonly string[] {
  return [...log.matchAll(/<items><logMessage>.*?<logType>([^<]+)<\/logType>/gs)].map(([, type]) => type ?? '');
}

/** Those of the names that assets have, sorted; twice where two assets have it. */
export async function assetNames(url: string, companyHandle: string, names: readonly string[]): Promise<readonly string[]> {
  const items = names.map((name) => `<items>${name}</items>`).join('');
  const found = await callService(url, 'getAssetsByName', `<companyHandle>${companyHandle}</companyHandle><nameArray>${items}</nameArray>`);
  if (!found.includes('getAssetsByNameReturn')) throw new Error(`getAssetsByName answered ${found}`);
  return [...found.matchAll(/<assetHandle>.*?<name>([^<]*)<\/name>/gs)].map(([, name]) => name ?? '').toSorted();
}

/** Sends bytes as they are and reads until the other side closes or the limit is over. For requests no library would make.
 *  @param isEnded  Whether our side is closed after the bytes; otherwise it waits. */
export function sendRaw(url: string, bytes: Uint8Array | string, { isEnded = false, limitMs = 10_000 } = {}): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname);
    let text = '';
    const timer = setTimeout(() => socket.destroy(), limitMs);
    socket.on('data', (chunk: Buffer) => { text += chunk.toString(); });
    // A server may close while we still send: what it said before counts.
    socket.on('error', () => {});
    socket.on('close', () => {
      clearTimeout(timer);
      resolve(text);
    });
    socket.write(bytes);
    if (isEnded) socket.end();
  });
}

/** The head of an HTTP request to a door. */
export function requestHead(path: string, headers: Readonly<Record<string, string>>): string {
  const lines = Object.entries({ Host: 'prepress.test', Connection: 'close', ...headers }).map(([name, value]) => `${name}: ${value}\r\n`);
  return `POST ${path} HTTP/1.1\r\n${lines.join('')}\r\n`;
}

/** Number of a fault; undefined when the text is none. */
export function faultCode(text: string): number | undefined {
  const code = /<(?:\w+:)?code>(\d+)<\/(?:\w+:)?code>/.exec(text)?.[1];
  return code === undefined ? undefined : Number(code);
}

/** Asks until a picture is delivered. @throws after half a minute. */
export async function untilServable(url: string, limitMs = 30_000): Promise<void> {
  const deadline = performance.now() + limitMs;
  for (let status = 0; status !== 200;) {
    if (performance.now() > deadline) throw new Error(`${url} still answers ${status}`);
    const answer = await fetch(url);
    await answer.arrayBuffer();
    status = answer.status;
    if (status !== 200) await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
