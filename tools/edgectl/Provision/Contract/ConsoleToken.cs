namespace EdgeAppliance.Edgectl.Provision.Contract;

/// <summary>Who may come in; only the token's SHA-256 is in the file.</summary>
/// <param name="Scope"><c>read</c>, <c>operate</c> or <c>admin</c>.</param>
/// <param name="Sha256">64 hexadecimal digits, small.</param>
internal sealed record ConsoleToken(string Name, string Scope, string Sha256);
