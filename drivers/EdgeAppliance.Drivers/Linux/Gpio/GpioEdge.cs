namespace EdgeAppliance.Drivers.Linux.Gpio;

/// <summary>A line changed.</summary>
/// <param name="TimestampNs">When, by the monotonic clock, as the kernel's interrupt saw it.</param>
/// <param name="Line">Which of the lines that were asked for.</param>
/// <param name="Sequence">The line's changes, counted from 1: a hole was lost.</param>
internal readonly record struct GpioEdge(long TimestampNs, int Line, bool IsRising, uint Sequence);
