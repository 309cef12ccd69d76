namespace EdgeAppliance.Drivers.Linux.Gpio;

internal enum GpioDrive
{
    PushPull,

    /// <summary>Pulls to ground or lets go.</summary>
    OpenDrain,

    /// <summary>Pulls to the supply or lets go.</summary>
    OpenSource,
}
