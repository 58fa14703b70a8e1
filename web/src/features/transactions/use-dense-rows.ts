/** Whether the rows of the register are dense: a choice of this device. */
import { useLocalStorage } from '@mantine/hooks';

export const useDenseRows = () =>
  useLocalStorage({ key: 'melo-dense-rows', defaultValue: false, getInitialValueInEffect: false });
