using EdgeAppliance.Inference.Repository;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeAppliance.Daemon.SelfTest;

/// <summary>The int8 model that is in the binary is loaded and gives what its golden cases expect.</summary>
internal static class ModelCheck
{
    public static Task<string> Run(CheckSurroundings around)
    {
        ShippedBundle.Extract(around.Folder);
        using var models = Open(around.Folder, around.Time);
        return Task.FromResult(Load(models, ShippedBundle.Name));
    }

    public static ModelRepository Open(string folder, TimeProvider time) => new(new ModelRepositoryOptions(folder), NullLogger.Instance, time);

    /// <returns>What was loaded; its golden cases have passed then.</returns>
    public static string Load(ModelRepository models, string name)
    {
        var model = models.Slot(name).Current();
        return $"{name} {model.Manifest.Version}, {model.Manifest.Golden.Count} golden cases on {model.Provider.Name}";
    }
}
