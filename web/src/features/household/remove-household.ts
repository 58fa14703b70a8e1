/** Deletes a household for good. */
import { HouseholdService } from '#gen/melo/users/v1/household_service_pb.ts';
import { write } from '../../api/mutations.ts';
import { renewMemberships } from '../../api/session/session.ts';

export async function removeHousehold(id: string): Promise<void> {
  await write(HouseholdService.method.deleteHousehold, { id }, 'people');
  await renewMemberships();
}
