/* The one way to the server: typed calls, and every failure as a `Problem` that says what to do. */

import createClient, { type Middleware } from 'openapi-fetch';

import { newId } from '../words/ids';
import type { paths } from './schema';
import type { Problem as ProblemBody } from './types';

/** What went wrong, in words for the person at the screen. */
export class Problem extends Error {
  readonly status: number;
  readonly title: string;
  /** What is wrong with single fields, by their path. */
  readonly fields: Record<string, string>;
  /** Everything that is wrong, in the server's order; several can be about one field. */
  readonly details: readonly string[];

  constructor(body: Partial<ProblemBody> & { status: number }) {
    super(body.detail ?? fallbackDetail(body.status));
    this.name = 'Problem';
    this.status = body.status;
    this.title = body.title ?? 'That did not work';
    this.fields = Object.fromEntries((body.errors ?? []).map(({ field, message }) => [field, message]));
    this.details = (body.errors ?? []).map(({ message }) => message);
  }
}

function fallbackDetail(status: number): string {
  if (status === 0) return 'Rapport cannot be reached. Check the connection; your text is kept.';
  if (status === 413) return 'That is too large. Files may be up to 10 MB.';
  if (status === 429) return 'That was too often in a short time. Wait a moment, then try again.';
  if (status >= 500) return 'Rapport could not do that just now. Nothing is lost; try again in a moment.';
  return 'That did not work. Reload the page and try again.';
}

/** Any failure as a `Problem`. */
export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  return new Problem({ status: error instanceof TypeError ? 0 : -1 });
}

let onSignedOut: () => void = () => undefined;

/** Sets what happens when the server no longer knows who is there. */
export function whenSignedOut(listener: () => void): void {
  onSignedOut = listener;
}

/** Marks a POST that only asks: it changes nothing, so its answer need not be kept. */
export const ASKS = { 'X-Asks': '1' };

// A POST that the network repeats must not happen twice. Callers that retry by hand pass their own key.
const idempotency: Middleware = {
  onRequest({ request }) {
    if (request.headers.has('X-Asks')) {
      request.headers.delete('X-Asks');
    } else if (request.method === 'POST' && !request.headers.has('Idempotency-Key')) {
      request.headers.set('Idempotency-Key', newId());
    }
    return request;
  },
};

export const api = createClient<paths>({ baseUrl: location.origin, credentials: 'same-origin' });
api.use(idempotency);

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** The data of an answer; a refusal becomes a thrown `Problem`. */
export async function take<T>(answer: Promise<Answer<T>>): Promise<T> {
  let got: Answer<T>;
  try {
    got = await answer;
  } catch {
    throw new Problem({ status: 0 });
  }
  const { data, error, response } = got;
  if (response.ok) return data as T;
  if (response.status === 401) onSignedOut();
  const body = typeof error === 'object' && error !== null ? (error as Partial<ProblemBody>) : {};
  throw new Problem({ ...body, status: response.status });
}
