export { openPdfiumDocuments } from './open.ts';
