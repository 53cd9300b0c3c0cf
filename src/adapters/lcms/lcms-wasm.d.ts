/** The part of lcms-wasm 1.0.5 (Little CMS 2.16 compiled to WebAssembly) that we call. Pointers are offsets in `HEAPU8`. */
declare module 'lcms-wasm' {
  export type LcmsModule = {
    /** A view of the module's memory; another one after every growth. */
    readonly HEAPU8: Uint8Array;
    _malloc(sizeBytes: number): number;
    _free(pointer: number): void;
    _cmsOpenProfileFromMem(pointer: number, sizeBytes: number): number;
    _cmsCreateXYZProfile(): number;
    _cmsCloseProfile(profile: number): number;
    _cmsCreateTransform(from: number, fromFormat: number, to: number, toFormat: number, intent: number, flags: number): number;
    _cmsDeleteTransform(transform: number): void;
    _cmsDoTransform(transform: number, from: number, to: number, pixels: number): void;
  };
  export function instantiate(options?: {
    readonly print?: (text: string) => void;
    readonly printErr?: (text: string) => void;
  }): Promise<LcmsModule>;
}
