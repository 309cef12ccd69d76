namespace EdgeAppliance.Daemon.Configuration;

/// <summary>Which devices are let in.</summary>
/// <param name="DeviceFolder">Null for <c>devices</c> in the state directory.</param>
/// <param name="AuthorityFile">PEM; who vouches for devices' certificates.</param>
internal sealed record AccessConfiguration(string? DeviceFolder, string? AuthorityFile);
