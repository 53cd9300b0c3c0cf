/** A mail to one person, in two shapes of the same words. */
export type Mail = {
  /** Address alone, such as `ada@example.com`. */
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** Language of both, such as `de`. */
  readonly language: string;
  /** The same at every try, so that a mail that comes twice can be told. */
  readonly id: string;
  readonly date: Date;
};

/** Where mails go: a server that speaks SMTP, or a folder that people read in. */
export interface Mailer {
  /** @throws MAIL_REFUSED when it will never be taken, MAIL_FAILED when it may be later */
  send(mail: Mail): Promise<void>;
  close(): Promise<void>;
}
