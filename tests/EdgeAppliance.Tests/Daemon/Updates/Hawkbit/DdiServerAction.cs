namespace EdgeAppliance.Tests.Daemon.Updates.Hawkbit;

/// <summary>An assignment of software modules to the target.</summary>
internal sealed class DdiServerAction(int id, IReadOnlyList<DdiServerModule> modules)
{
    public int Id => id;

    public IReadOnlyList<DdiServerModule> Modules { get; set; } = modules;

    public volatile DdiServerState State = DdiServerState.Running;

    public string Download { get; set; } = "forced";

    public string Update { get; set; } = "forced";

    public string? MaintenanceWindow { get; set; }

    /// <summary>What the device told, as <c>closed success</c>; of a cancellation with that word before it.</summary>
    public List<string> Told { get; } = [];

    public List<string> Details { get; } = [];

    public bool IsActive => State is DdiServerState.Running or DdiServerState.Canceling or DdiServerState.WaitingForConfirmation;

    /// <summary>Another as soon as the action is.</summary>
    public int Revision() => HashCode.Combine(Download, Update, MaintenanceWindow);
}
