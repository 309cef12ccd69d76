namespace EdgeAppliance.Core.Identity;

/// <summary>A password that was generated from 256 random bits: with so much chance in it a plain SHA-256 keeps it safe, and costs a
/// connection nothing.</summary>
public sealed record SecretCredential(byte[] Sha256) : DeviceCredential;
