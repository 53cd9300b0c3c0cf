/** Reads `xmpKeywords`: words between commas, where `\,` is a comma and `\\` a backslash. Words are trimmed, empty and
 *  repeated ones dropped. @source specification of UploadPostJob, §3.21 */
export function readKeywords(text: string | undefined): readonly string[] {
  const words = text?.match(/(?:\\[\\,]|[^,])+/g) ?? [];
  return [...new Set(words.map((word) => word.replace(/\\([\\,])/g, '$1').trim()).filter((word) => word !== ''))];
}
