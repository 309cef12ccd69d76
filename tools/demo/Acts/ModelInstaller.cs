using System.Text.Json;
using EdgeAppliance.Demo.Appliance;
using EdgeAppliance.Demo.Stages;

namespace EdgeAppliance.Demo.Acts;

/// <summary>Installs a model as <c>edgectl models install</c> does, and waits until it is kept or not.</summary>
internal sealed class ModelInstaller(Stage stage, TimeSpan limit)
{
    private static readonly TimeSpan s_between = TimeSpan.FromMilliseconds(100);

    /// <returns>How it ended; null where it did not in time.</returns>
    public async Task<Installation?> Install(string folder, CancellationToken stop)
    {
        var answer = await stage.Appliance.Api.InstallModel(folder, stop);
        if (!answer.TryGetProperty("id", out _)) return Refused(answer);
        var begun = Installation.Read(answer);
        long since = stage.Time.GetTimestamp();
        while (stage.Time.GetElapsedTime(since) < limit)
        {
            if (await State(stop) is { } state && state.Installations.FirstOrDefault(i => i.Id == begun.Id) is { HasEnded: true } ended) return ended;
            await Task.Delay(s_between, stage.Time, stop);
        }
        return null;
    }

    public async Task<ModelState?> State(CancellationToken stop) =>
        await stage.Appliance.Api.TryGet("/api/models", stop) is { } page ? ModelState.Find(page, MachineConfiguration.Model) : null;

    private static Installation Refused(JsonElement problem) =>
        new(0, "", "refused", problem.TryGetProperty("detail", out var detail) ? detail.GetString() : problem.ToString());
}
