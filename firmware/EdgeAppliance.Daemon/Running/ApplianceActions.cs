using EdgeAppliance.Daemon.Http;
using EdgeAppliance.Daemon.Http.Pages;

namespace EdgeAppliance.Daemon.Running;

internal sealed class ApplianceActions(Appliance appliance) : IApplianceActions
{
    public Task<ReloadResult> Reload(CancellationToken stop) => Running.Reload.Run(appliance, stop);

    public Task<InstallResult> InstallModel(string path, CancellationToken stop) => appliance.Updates.Install(path, stop);

    public async Task<RelearnResult> Relearn(string pipeline, CancellationToken stop)
    {
        if (appliance.Pipelines.Find(pipeline) is not { } runner) return RelearnResult.NoSuchPipeline;
        return await runner.RelearnAsync().WaitAsync(stop) ? RelearnResult.Done : RelearnResult.NothingToLearn;
    }
}
