namespace EdgeAppliance.Edgectl.Provision.Apply;

/// <param name="Content">As systemd-creds wrote it.</param>
internal sealed record SealedCredential(byte[] Content, SealingKey Key);
