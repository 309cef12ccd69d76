namespace EdgeAppliance.Drivers.Linux.Gpio;

internal enum GpioBias
{
    /// <summary>As the board has it.</summary>
    AsIs,
    Up,
    Down,
    None,
}
