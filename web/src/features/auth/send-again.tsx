/** The button that has the mail sent again. */
import { Button, Stack, Text } from '@mantine/core';
import { errorText } from '../../api/error-text.ts';
import { text } from '../../i18n/text.ts';

type Props = {
  readonly request: { readonly mutate: () => void } & {
    readonly isPending: boolean;
    readonly isSuccess: boolean;
    readonly error: unknown;
  };
};

export const SendAgain = ({ request: { mutate, isPending, isSuccess, error } }: Props) => (
  <Stack gap="sm">
    <Button variant="default" fullWidth loading={isPending} onClick={() => mutate()}>
      {text('auth.send-it-again')}
    </Button>
    <Text size="sm" c="dimmed" role="status">
      {isSuccess && text('auth.sent-again')}
      {error ? errorText(error).text : ''}
    </Text>
  </Stack>
);
