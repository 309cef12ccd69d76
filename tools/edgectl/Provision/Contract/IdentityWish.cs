namespace EdgeAppliance.Edgectl.Provision.Contract;

/// <summary>Where the device's certificate comes from. Its key is made on the device and never leaves it.</summary>
/// <param name="Est">Null for a signing request on the FAT partition, which a technician carries.</param>
/// <param name="Names">Host names and addresses by which the device is asked for.</param>
internal sealed record IdentityWish(EstWish? Est, IReadOnlyList<string> Names);
