namespace EdgeAppliance.Daemon.Updates.Slots;

/// <summary>How far the image has come with what it was asked for. The names are its script's.</summary>
internal enum SlotStage
{
    /// <summary>RAUC writes the other slot, or was cut short while it did.</summary>
    Installing,

    /// <summary>The board starts from the other slot the next time.</summary>
    Installed,

    /// <summary>The board was told to start anew.</summary>
    Restarting,

    /// <summary>RAUC does not take it.</summary>
    Refused,

    /// <summary>It could not be installed now: nothing speaks against it.</summary>
    Interrupted,

    /// <summary>It was installed, and does not start any more.</summary>
    Dropped,
}
