/** Adding by hand: money out, money in, or a transfer between own accounts. */
import { Modal, SegmentedControl, Stack } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useState } from 'react';
import type { AddMode, AddStart } from '../../app/quick-actions.tsx';
import { sizes, TABLES } from '../../app/theme.ts';
import { TransactionForm } from './transaction-form.tsx';
import { TransferForm } from './transfer-form.tsx';

const titles: Readonly<Record<AddMode, string>> = {
  out: 'Add a transaction',
  in: 'Add a transaction',
  transfer: 'Record a transfer or card payment',
};

export function AddDialog({ start, close }: { readonly start: AddStart; readonly close: () => void }) {
  const [mode, setMode] = useState<AddMode>(start.mode);
  const roomy = useMediaQuery(TABLES, true);
  return (
    <Modal opened onClose={close} title={titles[mode]} fullScreen={!roomy} size={sizes.dialog}>
      <Stack gap="lg">
        <SegmentedControl
          fullWidth
          aria-label="Kind"
          value={mode}
          onChange={(value) => setMode(value as AddMode)}
          data={[
            { value: 'out', label: 'Money out' },
            { value: 'in', label: 'Money in' },
            { value: 'transfer', label: 'Transfer' },
          ]}
        />
        {mode === 'transfer' ? (
          <TransferForm accountId={start.accountId} close={close} />
        ) : (
          <TransactionForm direction={mode} accountId={start.accountId} close={close} />
        )}
      </Stack>
    </Modal>
  );
}
