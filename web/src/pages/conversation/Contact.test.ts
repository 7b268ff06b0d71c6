import { fireEvent, render, screen } from '@testing-library/svelte';
import { expect, it, vi } from 'vitest';

import * as calls from '../../api/calls';
import { customerDetails } from '../../test-events';
import Contact from './Contact.svelte';

vi.mock('../../api/calls');

it('saves what was changed and leaves alone what the customer has told meanwhile', async () => {
  const onchanged = () => Promise.resolve();
  const known = customerDetails({ email: undefined });
  const { rerender } = render(Contact, { customer: known, editing: true, onchanged });
  await fireEvent.input(screen.getByLabelText('Name'), { target: { value: 'Mia K. Keller' } });
  await rerender({ customer: { ...known, email: 'mia@example.com' } });
  await fireEvent.click(screen.getByRole('button', { name: 'Save' }));
  expect(calls.changeCustomer).toHaveBeenCalledExactlyOnceWith('cus_1', { name: 'Mia K. Keller' });
});
