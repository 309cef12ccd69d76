using System.Text.Json;
using EdgeAppliance.Core.Commands;
using EdgeAppliance.Daemon.Http;
using EdgeAppliance.Daemon.Http.Pages;
using EdgeAppliance.Daemon.Identity;

namespace EdgeAppliance.Daemon.Running;

internal sealed class ApplianceActions(Appliance appliance) : IApplianceActions
{
    public Task<ReloadResult> Reload(CancellationToken stop) => Running.Reload.Run(appliance, stop);

    public Task<InstallResult> InstallModel(string path, CancellationToken stop) => appliance.Updates.Install(path, stop);

    public Task<InstallResult> InstallBundle(string path, CancellationToken stop) => appliance.Shelf.Door.Install(path, stop);

    public Task<bool> ForgetBundle(string name, CancellationToken stop) => appliance.Shelf.Forget(name, stop);

    public bool LookForUpdates() => appliance.Fetch.LookNow();

    public async Task<RelearnResult> Relearn(string pipeline, CancellationToken stop)
    {
        if (appliance.Pipelines.Find(pipeline) is not { } runner) return RelearnResult.NoSuchPipeline;
        return await runner.RelearnAsync().WaitAsync(stop) ? RelearnResult.Done : RelearnResult.NothingToLearn;
    }

    public Task<CommandOutcome?> Command(string source, string command, JsonElement value, CancellationToken stop) =>
        appliance.Commands.Tell(source, command, value, stop);

    public AddedDevice AddDevice(NewDevice device) => new(device.Id, appliance.Devices.Changes.Add(device));

    public AddedDevice? EnrolDevice(string id, TimeSpan life) => appliance.Devices.Enrolment is null
        ? throw new ArgumentException("the appliance issues no certificates: configure access.siteCa")
        : appliance.Devices.Changes.Enrol(id, life) is { } token ? new AddedDevice(id, token) : null;

    public bool RevokeDevice(string id) => appliance.Devices.Changes.Revoke(id);

    public bool RemoveDevice(string id) => appliance.Devices.Changes.Remove(id);

    public bool ReleaseDevice(string id) => appliance.Behaviour.Act(watch => watch.Release(id));

    public bool QuarantineDevice(string id) => appliance.Behaviour.Act(watch => watch.Quarantine(id));

    public bool RelearnDevice(string id) => appliance.Behaviour.Act(watch => watch.Relearn(id));
}
