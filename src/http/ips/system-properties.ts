/** What getProperty and getSystemProperties answer, by name. @source specification of the operations, §6 */
export type SystemProperties = {
  readonly IpsVersion: string;
  readonly IpsImageServerUrl: string;
  readonly VideoRootUrl: string;
  readonly SwfRootUrl: string;
  readonly SvgRenderRootUrl: string;
  readonly SvgRenderEnabled: string;
  readonly UploadPostMaxFileSize: string;
  readonly SystemMessage: string;
};

/** The properties of this server. Addresses end with a slash: clients append to them.
 *  @param facts.publicUrl         Scheme, host and port clients reach this server at.
 *  @param facts.imageServerUrl    Where images are fetched from; default `<publicUrl>/is/image/`.
 *  @param facts.contentServerUrl  Where other files are fetched from; default `<publicUrl>/is/content/`. */
export function systemProperties(facts: {
  readonly version: string;
  readonly publicUrl: string;
  readonly imageServerUrl?: string | undefined;
  readonly contentServerUrl?: string | undefined;
  readonly maxFileBytes: number;
  readonly systemMessage: string;
}): SystemProperties {
  const images = withSlash(facts.imageServerUrl || `${withSlash(facts.publicUrl)}is/image/`);
  const contents = withSlash(facts.contentServerUrl || `${withSlash(facts.publicUrl)}is/content/`);
  return {
    IpsVersion: facts.version,
    IpsImageServerUrl: images,
    VideoRootUrl: contents,
    SwfRootUrl: contents,
    // Vector graphics are rendered by the image server like everything else.
    SvgRenderRootUrl: images,
    SvgRenderEnabled: 'true',
    UploadPostMaxFileSize: String(facts.maxFileBytes),
    SystemMessage: facts.systemMessage,
  };
}

function withSlash(url: string): string {
  return url.endsWith('/') ? url : `${url}/`;
}
