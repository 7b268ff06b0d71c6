/* The demo's mailbox, as whoever gets its mails reads it. */
import { expectSoon } from './expect.js';
import { settings } from './settings.js';

/** Opens the first mail to an address; the mail may wait for the customer to come back by themselves. */
export async function openMail(reader, address) {
  const inList = reader.getByRole('link', { name: new RegExp(address) }).first();
  await expectSoon(
    `a mail to ${address}`,
    async () => {
      await reader.goto(`${settings.shop}/mail`);
      return (await inList.count()) > 0;
    },
    90_000,
  );
  await inList.click();
}
