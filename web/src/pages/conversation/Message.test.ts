import { fireEvent, render, screen } from '@testing-library/svelte';
import { expect, it } from 'vitest';

import { conversationRow, perception, said } from '../../test-events';
import Message from './Message.svelte';
import { timelineOf, type MessageItem } from './timeline';

const row = conversationRow();

function item(
  author: 'customer' | 'assistant',
  text: string,
  change: Partial<MessageItem> = {},
): MessageItem {
  const found = timelineOf([said(1, author, text)]).find((one) => one.type === 'message');
  return { ...(found as MessageItem), ...change };
}

const show = (shown: MessageItem) => render(Message, { item: shown, row, openWhy: false, marked: false });

it('hides a hostile message until somebody chooses to read it', async () => {
  show(
    item('customer', 'You lying idiots', {
      perception: perception({ feeling: 'angry', hostility: 'abusive' }),
    }),
  );
  const cover = screen.getByRole('button', { name: /Hostile message/ });
  expect(screen.getByText('You lying idiots').getAttribute('aria-hidden')).toBe('true');
  await fireEvent.click(cover);
  expect(screen.queryByRole('button', { name: /Hostile message/ })).toBeNull();
  expect(screen.getByText('You lying idiots').getAttribute('aria-hidden')).toBeNull();
});

it('marks what carried the feeling, and says the feeling in words', () => {
  const evidence = [{ start: 5, end: 18, emotion: 'disappointment' }];
  show(
    item('customer', 'It is still broken again', {
      perception: perception({ feeling: 'frustrated', intensity: 0.9, evidence }),
    }),
  );
  expect(document.querySelector('mark')?.textContent).toContain(' still broken');
  expect(screen.getByText('very frustrated')).toBeTruthy();
});

it('says why a reply was given', () => {
  const why = {
    decision: 'answered',
    release: 'rel_0192d8a0c0de7abc8def0123',
    topic: 'tent-leaks',
    topic_title: 'My tent leaks',
    confidence: 0.87,
    answer_version: 3,
    feeling: 'frustrated',
    intensity: 0.6,
    urgency: 0.7,
    statements: [{ statement: 'had-to-ask-again', part: 'accept', because: 'this is the second contact' }],
    notes: [],
  } as const;
  show(
    item('assistant', 'Seams can be sealed.', {
      why: { ...why, statements: [...why.statements], notes: [] },
    }),
  );
  const text = document.querySelector('details')?.textContent?.replace(/\s+/g, ' ') ?? '';
  for (const part of [
    'My tent leaks',
    '87 % sure',
    'frustrated',
    'because this is the second contact',
    'Answer version 3',
  ]) {
    expect(text).toContain(part);
  }
});

it('shows text from customers as text, whatever it holds', () => {
  show(item('customer', '<img src=x onerror=alert(1)> <b>bold</b>'));
  expect(document.querySelector('.text img, .text b')).toBeNull();
  expect(screen.getByText(/<img src=x onerror/)).toBeTruthy();
});
