using EdgeAppliance.Core.Steps;
using EdgeAppliance.Core.Steps.Pictures;
using EdgeAppliance.Daemon.Configuration;
using EdgeAppliance.Inference.Repository;
using EdgeAppliance.Inference.Steps;
using EdgeAppliance.Pictures;
using EdgeAppliance.Pictures.Isolation;
using Microsoft.Extensions.Logging;

namespace EdgeAppliance.Daemon.Running;

/// <summary>The models, and the steps that run them. Opened by the first configuration that is read; later ones cannot move it.</summary>
internal sealed class ModelRoom(string stateDirectory, ILogger logger, TimeProvider time) : IDisposable
{
    private const string SharedFolder = "/usr/share/edge-appliance/models";

    /// <summary>Where the models that came with the appliance are: beside the binary, or where a package puts them.</summary>
    public static string Shipped { get; } =
        Path.Combine(AppContext.BaseDirectory, "models") is var beside && Directory.Exists(beside) ? beside : SharedFolder;

    private ModelRepository? _repository;
    private DecoderProcess? _decoder;
    private StepCatalog? _steps;

    public ModelRepository Repository => _repository ?? throw new InvalidOperationException("No configuration was read yet.");

    public StepCatalog Steps(ModelsConfiguration models)
    {
        _repository ??= new ModelRepository(Options(models), logger, time);
        return _steps ??= new StepCatalog([InferKind.For(_repository), BlurKind.For(_repository), DecodeBinder.Kind(_decoder ??= PictureDecoding.Start(time)), EncodeBinder.Kind(new SkiaEncoder())]);
    }

    public void Dispose()
    {
        _decoder?.Dispose();
        _repository?.Dispose();
    }

    private ModelRepositoryOptions Options(ModelsConfiguration models) => new(models.Repository ?? Path.Combine(stateDirectory, "models"))
    {
        Shipped = Shipped,
        MemoryBytesMax = models.MemoryBytesMax,
    };
}
