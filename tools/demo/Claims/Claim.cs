namespace EdgeAppliance.Demo.Claims;

/// <summary>Something that the appliance promises, and what this run measured of it.</summary>
internal sealed record Claim(string Text, string Measured, bool Held);
