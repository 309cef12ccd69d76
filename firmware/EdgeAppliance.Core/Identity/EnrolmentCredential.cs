namespace EdgeAppliance.Core.Identity;

/// <summary>A generated secret of 256 random bits that is good for one certificate, and for nothing else.</summary>
public sealed record EnrolmentCredential(byte[] Sha256, DateTimeOffset Expires) : DeviceCredential;
