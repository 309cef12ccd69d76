namespace EdgeAppliance.Drivers.Linux;

/// <summary>A file under /sys that holds one number.</summary>
/// <param name="Channel">The channel's name, unit last.</param>
/// <param name="Factor">What the file's number is multiplied by to be in the channel's unit, once <paramref name="Offset"/> is added.</param>
internal sealed record KernelAttribute(string Channel, string Path, double Factor, double Offset = 0);
