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

    /// <summary>By the appliance itself: to load a model and run its golden test apart from it.</summary>
    ProveModel,
    ShowSchema,
    ShowVersion,
    ShowUsage,
}
