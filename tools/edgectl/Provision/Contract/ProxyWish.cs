namespace EdgeAppliance.Edgectl.Provision.Contract;

/// <summary>An HTTP proxy.</summary>
/// <param name="User">Null, with the password, where it asks for none.</param>
internal sealed record ProxyWish(string Url, string? User, string? Password);
