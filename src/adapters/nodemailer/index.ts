export { openMailFolder } from './folder.ts';
export { openSmtpMailer } from './smtp.ts';
export { readMailFolder, type KeptMail } from './read.ts';
