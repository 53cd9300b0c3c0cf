import type { FastifyReply } from 'fastify';
import type { Failure } from '#base';

/** A failure as JSON: its code for programs, its text in the reader's language for people. */
export function answerFailure(reply: FastifyReply, failure: Failure, locale: string): FastifyReply {
  const { httpStatus } = failure.row;
  // Browsers ask for a password when they are told to; programs read the body.
  if (httpStatus === 401) reply.header('www-authenticate', 'Basic realm="prepress", charset="UTF-8"');
  return reply.code(httpStatus).type('application/json; charset=utf-8')
    .send({ error: { code: failure.code, message: failure.reasonIn(locale) } });
}
