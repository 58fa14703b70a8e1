/** A banner above every page while figures are incomplete. */
import { Alert } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useIncomplete } from '../../api/incomplete.ts';
import { text } from '../../i18n/text.ts';
import { sizes } from '../theme.ts';

export function IncompleteBanner() {
  if (!useIncomplete()) return null;
  return (
    <Alert
      color="gray"
      variant="default"
      radius="lg"
      mb="lg"
      icon={<IconAlertTriangle size={sizes.icon} />}
      title={text('app.some-figures-are-incomplete')}
      role="status"
    >
      {text('app.a-change-could-not-be-processed')}
    </Alert>
  );
}
