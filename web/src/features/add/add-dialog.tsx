/** Adding by hand: money out, money in, or a transfer between own accounts. */
import { SegmentedControl, Stack } from '@mantine/core';
import { useState } from 'react';
import { useAccounts } from '../../api/lists.ts';
import type { MessageId } from '../../i18n/messages/message-id.ts';
import { text } from '../../i18n/text.ts';
import { Dialog } from '../../ui/dialog/dialog.tsx';
import { NoAccounts } from '../accounts/no-accounts.tsx';
import type { AddMode, AddStart } from './add-start.ts';
import { TransactionForm } from './transaction-form.tsx';
import { TransferForm } from './transfer-form.tsx';

const titles: Readonly<Record<AddMode, MessageId>> = {
  out: 'add.add-a-transaction',
  in: 'add.add-a-transaction',
  transfer: 'add.record-a-transfer-or-card-payment',
};

export function AddDialog({ start, close }: { readonly start: AddStart; readonly close: () => void }) {
  const [mode, setMode] = useState<AddMode>(start.mode);
  return (
    <Dialog title={text(titles[mode])} close={close}>
      <Content start={start} mode={mode} setMode={setMode} close={close} />
    </Dialog>
  );
}

type ContentProps = {
  readonly start: AddStart;
  readonly mode: AddMode;
  readonly setMode: (mode: AddMode) => void;
  readonly close: () => void;
};

/** Only a household that is known to have no account is told to add one. */
function Content({ start, mode, setMode, close }: ContentProps) {
  const { open, query } = useAccounts();
  if (query.data && open.length === 0) return <NoAccounts />;
  return (
    <Stack gap="lg">
      <SegmentedControl
        fullWidth
        aria-label={text('add.kind')}
        value={mode}
        onChange={(value) => setMode(value as AddMode)}
        data={[
          { value: 'out', label: text('add.money-out') },
          { value: 'in', label: text('add.money-in') },
          { value: 'transfer', label: text('add.transfer') },
        ]}
      />
      {mode === 'transfer' ? (
        <TransferForm accountId={start.accountId} close={close} />
      ) : (
        <TransactionForm direction={mode} accountId={start.accountId} close={close} />
      )}
    </Stack>
  );
}
