using EdgeAppliance.Daemon.Running;

namespace EdgeAppliance.Daemon.SelfTest;

/// <summary>Every model that was shipped with the appliance passes its golden cases.</summary>
internal static class ShippedModelsCheck
{
    public static Task<string> Run(CheckSurroundings around)
    {
        string folder = ModelRoom.Shipped;
        using var models = ModelCheck.Open(folder, around.Time);
        var names = models.Status.Select(model => model.Name).ToList();
        CheckFailedException.Unless(names.Count > 0, $"there is no model in {folder}");
        return Task.FromResult(string.Join("; ", names.Select(name => ModelCheck.Load(models, name))));
    }
}
