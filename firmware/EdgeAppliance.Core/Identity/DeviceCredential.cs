namespace EdgeAppliance.Core.Identity;

/// <summary>What a device shows to say who it is, as it is kept: never the secret itself.</summary>
public abstract record DeviceCredential;
