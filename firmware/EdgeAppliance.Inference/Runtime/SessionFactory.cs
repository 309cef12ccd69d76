using EdgeAppliance.Bundles;
using Microsoft.ML.OnnxRuntime;

namespace EdgeAppliance.Inference.Runtime;

/// <summary>Makes an ONNX Runtime session on the first execution provider of the manifest that takes the model, and says which that is.</summary>
internal static class SessionFactory
{
    /// <summary>Above this a constant stays a computation: a hostile model of a hundred bytes may claim gigabytes of them.</summary>
    private const string FoldedConstantBytesMax = "16777216";

    /// <exception cref="ModelLoadException">The model is no ONNX model that can be run, or a required provider is not there.</exception>
    public static (InferenceSession Session, RunningProvider Provider) Create(byte[] model, BundleManifest manifest)
    {
        OnnxEnvironment.EnsureCreated();
        string? wanted = manifest.Providers.Count > 0 ? manifest.Providers[0].Name : null;
        string? whyNot = null;
        foreach (var provider in manifest.Providers)
        {
            if (!ExecutionProviders.IsKnown(provider.Name))
                throw new ModelLoadException($"The execution provider '{provider.Name}' is not known; known are {ExecutionProviders.AllNames}.");
            if (provider.Name == ExecutionProviders.Processor) return (OnProcessor(model, manifest), new(provider.Name, true, wanted, whyNot));
            if (TryOn(provider, model, manifest, out string? reason) is { } session)
                return (session, new(provider.Name, reason is null, wanted, whyNot ?? reason));
            if (provider.Require) throw new ModelLoadException($"The model requires {provider.Name}, which cannot run it: {reason}.");
            whyNot ??= reason;
        }
        return (OnProcessor(model, manifest), new(ExecutionProviders.Processor, true, wanted, whyNot));
    }

    private static InferenceSession OnProcessor(byte[] model, BundleManifest manifest)
    {
        using var options = Options(manifest);
        return Open(model, options);
    }

    /// <summary>Tries the provider alone first: only so is it known whether it runs the whole model.</summary>
    private static InferenceSession? TryOn(ProviderSpec provider, byte[] model, BundleManifest manifest, out string? reason)
    {
        using var alone = Options(manifest);
        reason = ExecutionProviders.TryAppend(provider.Name, alone);
        if (reason is not null) return null;
        alone.AddSessionConfigEntry("session.disable_cpu_ep_fallback", "1");
        try
        {
            return Open(model, alone);
        }
        catch (ModelLoadException e)
        {
            reason = e.Message;
        }
        if (provider.Require) return null;
        using var mixed = Options(manifest);
        if (ExecutionProviders.TryAppend(provider.Name, mixed) is not null) return null;
        return Open(model, mixed);
    }

    private static SessionOptions Options(BundleManifest manifest)
    {
        var options = new SessionOptions
        {
            IntraOpNumThreads = manifest.Threads,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
        };
        options.AddSessionConfigEntry("session.use_env_allocators", "1");
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        options.AddSessionConfigEntry("optimization.constant_folding_max_output_size_in_bytes", FoldedConstantBytesMax);
        return options;
    }

    private static InferenceSession Open(byte[] model, SessionOptions options)
    {
        try
        {
            return new InferenceSession(model, options);
        }
        catch (OnnxRuntimeException e)
        {
            throw new ModelLoadException($"ONNX Runtime does not take the model: {e.Message}", e);
        }
    }
}
