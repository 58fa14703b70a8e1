/** Tells, above every page, that figures miss something; silence would be a wrong figure. */
import { Alert } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useIncomplete } from '../api/incomplete.ts';
import { sizes } from './theme.ts';

export function Wholeness() {
  if (!useIncomplete()) return null;
  return (
    <Alert
      color="gray"
      variant="default"
      radius="lg"
      mb="lg"
      icon={<IconAlertTriangle size={sizes.icon} />}
      title="Some figures are not complete"
      role="status"
    >
      A change you made could not be counted yet, so totals may be off. Your transactions are safe, and the figures will
      be right once it is counted.
    </Alert>
  );
}
