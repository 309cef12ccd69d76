using EdgeAppliance.Daemon.Configuration;
using EdgeAppliance.Daemon.Http.Pages;

namespace EdgeAppliance.Daemon.Running;

/// <summary>The configuration that runs, and how another takes its place. One change at a time.</summary>
internal sealed class RunningConfiguration(Appliance appliance, ApplianceConfiguration configuration, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim _changing = new(1);

    /// <summary>What runs now.</summary>
    public ApplianceConfiguration Now { get; private set; } = configuration;

    public DateTimeOffset Since { get; private set; } = time.GetUtcNow();

    /// <summary>Makes everything that of another configuration, and leaves alone what is the same in both.</summary>
    /// <param name="read">Reads it when it is its turn, so that what was read last is what runs last; null with what is wrong.</param>
    /// <returns>The paths of what changed, or why nothing did.</returns>
    public async Task<ReloadResult> Change(Func<(ApplianceConfiguration? Next, IReadOnlyList<string> Errors)> read, CancellationToken stop)
    {
        await _changing.WaitAsync(stop);
        try
        {
            var (next, errors) = read();
            if (next is null) return new ReloadResult(errors, []);
            await appliance.Certificates.Use(next);
            var changed = new List<string>(await appliance.Sources.Listen(next.Listen));
            changed.AddRange(await appliance.Uplinks.Apply(next));
            changed.AddRange(await appliance.Pipelines.Apply(next));
            if (Now.WatchesFingerprint != next.WatchesFingerprint)
            {
                appliance.Behaviour.Use(next.Watches);
                changed.Add("watches");
            }
            changed.AddRange(await appliance.Sources.Apply(next));
            if (!next.Mqtt.IsSame(Now.Mqtt)) changed.Add("mqtt");
            if (await appliance.Fetch.Apply(next)) changed.Add("updates");
            appliance.Live.Use(next.Sources.Keys);
            Now = next;
            Since = time.GetUtcNow();
            return new ReloadResult([], [.. changed.Distinct()]);
        }
        catch (IOException e)
        {
            return new ReloadResult([e.Message], []);
        }
        finally
        {
            _changing.Release();
        }
    }

    /// <summary>Listeners show what is in their files now; uplinks read theirs at each connection.</summary>
    public async Task ShowRenewed()
    {
        await _changing.WaitAsync();
        try
        {
            await appliance.Sources.Listen(Now.Listen);
        }
        catch (IOException)
        {
            // The files are good, and nothing new is listened on: what runs goes on with what it has, and the watch tells before that ends.
        }
        finally
        {
            _changing.Release();
        }
    }

    public void Dispose() => _changing.Dispose();
}
