namespace EdgeAppliance.Drivers.Linux.Gpio;

/// <param name="Name">The channel's, and the command's.</param>
/// <param name="IsSafeOn">What it is set to when the source ends.</param>
internal sealed record GpioOutput(string Name, GpioLine Line, bool IsSafeOn);
