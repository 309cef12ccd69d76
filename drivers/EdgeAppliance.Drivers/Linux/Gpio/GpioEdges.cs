namespace EdgeAppliance.Drivers.Linux.Gpio;

/// <summary>Of which of a line's changes the kernel tells.</summary>
[Flags]
internal enum GpioEdges
{
    None = 0,
    Rising = 1,
    Falling = 2,
    Both = 3,
}
