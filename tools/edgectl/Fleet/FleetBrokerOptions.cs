namespace EdgeAppliance.Edgectl.Fleet;

/// <param name="Url">As <c>mqtts://broker.example:8883</c>.</param>
/// <param name="AuthorityFile">PEM; null for the authorities that this machine trusts.</param>
internal sealed record FleetBrokerOptions(Uri Url, string? User, string? Password, string? AuthorityFile);
