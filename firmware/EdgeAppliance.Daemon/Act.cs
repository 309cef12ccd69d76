namespace EdgeAppliance.Daemon;

/// <summary>What the daemon was started for.</summary>
internal enum Act
{
    Serve,

    /// <summary>Only to say what is wrong with the configuration.</summary>
    Check,
    SelfTest,
    LongSelfTest,

    /// <summary>By the appliance itself: to decode pictures apart from it.</summary>
    DecodePictures,
    ShowSchema,
    ShowVersion,
    ShowUsage,
}
