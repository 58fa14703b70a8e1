/** The button that deletes the household at its second press. */
import { Button } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useCurrentHousehold } from '../../api/current-household.tsx';
import { sizes } from '../../app/theme.ts';
import { text } from '../../i18n/text.ts';
import { showFailure, showToast } from '../../ui/feedback/toast.tsx';
import { removeHousehold } from './remove-household.ts';

export function DeleteHousehold({ label }: { readonly label: string }) {
  const { household } = useCurrentHousehold();
  const [isConfirming, setConfirming] = useState(false);
  const [busy, setBusy] = useState(false);
  const remove = async () => {
    setBusy(true);
    try {
      await removeHousehold(household.id);
      showToast(text('household.name-deleted', { name: household.name }));
    } catch (error) {
      showFailure(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Button
      size="xs"
      variant="default"
      c="var(--melo-trouble)"
      flex="none"
      leftSection={<IconTrash size={sizes.smallIcon} />}
      loading={busy}
      onClick={() => (isConfirming ? void remove() : setConfirming(true))}
      onBlur={() => setConfirming(false)}
    >
      {isConfirming ? text('household.delete-permanently') : label}
    </Button>
  );
}
