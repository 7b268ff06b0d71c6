/* Calls of the server, with its refusals as errors that say why. */
import type { Attachment, History, Identity, LiveEvent, Message, Session } from './shapes';

/** The server refused. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    detail: string,
  ) {
    super(detail);
  }

  /** Whether the same call may work later. */
  get mayPass(): boolean {
    return this.status >= 500 || [408, 425, 429].includes(this.status);
  }
}

export class Calls {
  token: string | undefined;

  constructor(private readonly origin: string) {}

  open(body: {
    inbox_key: string;
    visitor_token?: string;
    identity?: Identity;
    locale?: string;
  }): Promise<Session> {
    return this.post('sessions', body);
  }

  history(after: number): Promise<History> {
    return this.call('GET', `conversation?after=${after}`);
  }

  send(body: {
    client_id: string;
    text: string;
    attachments: string[];
    choice?: string;
    article?: string;
  }): Promise<{ seq: number; message: Message }> {
    return this.post('messages', body);
  }

  async upload(file: File, signal: AbortSignal): Promise<Attachment> {
    const form = new FormData();
    form.append('file', file, file.name);
    return this.call('POST', 'attachments', form, signal);
  }

  async download(id: string): Promise<Blob> {
    const answer = await this.fetch('GET', `attachments/${encodeURIComponent(id)}`);
    return answer.blob();
  }

  post<T>(path: string, body: unknown): Promise<T> {
    return this.call('POST', path, JSON.stringify(body));
  }

  delete<T>(path: string): Promise<T> {
    return this.call('DELETE', path);
  }

  private async call<T>(method: string, path: string, body?: BodyInit, signal?: AbortSignal): Promise<T> {
    const answer = await this.fetch(method, path, body, signal);
    const text = await answer.text();
    return (text ? JSON.parse(text) : undefined) as T;
  }

  private async fetch(
    method: string,
    path: string,
    body?: BodyInit,
    signal?: AbortSignal,
  ): Promise<Response> {
    const headers: Record<string, string> = {};
    if (this.token && path !== 'sessions') headers['Authorization'] = `Bearer ${this.token}`;
    if (typeof body === 'string') headers['Content-Type'] = 'application/json';
    const address = `${this.origin}/api/v1/widget/${path}`;
    const answer = await fetch(address, {
      method,
      headers,
      body,
      signal,
      credentials: 'omit',
      cache: 'no-store',
    });
    if (answer.ok) return answer;
    let detail = '';
    try {
      const problem = (await answer.json()) as {
        title?: string;
        detail?: string;
        errors?: { message: string }[];
      };
      detail =
        problem.errors?.map((error) => error.message).join(' ') || problem.detail || problem.title || '';
    } catch {
      // Something in between answered, in a form that says nothing to a customer.
    }
    throw new Problem(answer.status, detail);
  }
}

export function asEvent(sent: { seq: number; message: Message }): LiveEvent {
  return { seq: sent.seq, at: sent.message.at, kind: 'message', message: sent.message };
}
