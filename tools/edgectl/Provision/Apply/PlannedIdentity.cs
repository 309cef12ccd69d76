namespace EdgeAppliance.Edgectl.Provision.Apply;

/// <summary>The device's key and certificate as they will be, in PEM.</summary>
internal sealed record PlannedIdentity(string Key, string Certificate);
