import { callService } from '../../test/build/client.ts';
import { fileJobCase } from '../build/file-job.ts';

const fileCount = Number(process.env['PREPRESS_BENCH_FILES'] ?? 1_000);
const membersPerSet = 10;

/** A thousand product pictures of 3 megapixels in one job that does everything around them: sharpening, keywords, a project, a set
 *  for each ten, a mail. */
export const wholeJob = fileJobCase(`${fileCount} JPEGs of 3 megapixels with sets, a project, keywords and a mail`, {
  fileCount, widthPx: 2000, heightPx: 1500,
  fileName: (round, index) => `r${round}s${Math.floor(index / membersPerSet)}-${index % membersPerSet}`,
  async options(server, companyHandle) {
    const project = await made('projectHandle', callService(server.url, 'createProject', `<companyHandle>${companyHandle}</companyHandle><projectName>Spring</projectName>`));
    const types = await callService(server.url, 'getPropertySetType', '<name>AutoSetScript</name>');
    const property = (name: string, value: string): string => `<items><name>${name}</name><value>${value}</value></items>`;
    const script = await made('setHandle', callService(server.url, 'createPropertySet', `<typeHandle>${field('typeHandle', types)}</typeHandle>`
      + `<primaryOwnerHandle>${companyHandle}</primaryOwnerHandle><propertyArray>${property('name', 'tens')}${property('type', 'ImageSet')}`
      + `${property('match.1', '(\\w+)-\\d+')}${property('suffix', '-set')}</propertyArray>`));
    return '<overwrite>true</overwrite><readyForPublish>true</readyForPublish><createMask>false</createMask>'
      + '<unsharpMaskOptions><amount>1.75</amount><radius>0.2</radius><threshold>2</threshold><monochrome>0</monochrome></unsharpMaskOptions>'
      + `<autoSetCreationOptions><autoSetsArray><items>${script}</items></autoSetsArray></autoSetCreationOptions>`
      + `<projectHandleArray><items>${project}</items></projectHandleArray><emailSetting>JobCompletion</emailSetting><xmpKeywords>spring,shoes</xmpKeywords>`;
  },
  check(log) {
    if (!log.includes('-set was')) throw new Error('the job made no sets');
  },
});

async function made(name: string, answer: Promise<string>): Promise<string> {
  return field(name, await answer);
}

function field(name: string, answer: string): string {
  const value = new RegExp(`<${name}>([^<]+)</${name}>`).exec(answer)?.[1];
  if (value === undefined) throw new Error(answer);
  return value;
}
