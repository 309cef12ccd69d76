namespace EdgeAppliance.Daemon.Http.Pages;

internal enum RelearnResult
{
    Done,
    NoSuchPipeline,

    /// <summary>No step of it learns.</summary>
    NothingToLearn,
}
