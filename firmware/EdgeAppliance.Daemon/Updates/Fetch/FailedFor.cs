namespace EdgeAppliance.Daemon.Updates.Fetch;

/// <summary>How long a version counts as failed. The names are stored.</summary>
internal enum FailedFor
{
    /// <summary>It is not fetched again.</summary>
    Good,

    /// <summary>As long as this device lacks what it requires, which is looked at each time.</summary>
    ThisDevice,

    /// <summary>As that, and it is thought to pass by itself, as where no source has sent a channel yet.</summary>
    Now,
}
