using EdgeAppliance.Core.Readings;
using EdgeAppliance.Core.Steps;
using EdgeAppliance.Inference.Repository;

namespace EdgeAppliance.Inference.Steps;

/// <summary>What a slot's users run, fitted to one pipeline's windows; made anew when either changes.</summary>
internal sealed class InferBinding
{
    private readonly ActiveModel _active;
    private readonly ChannelSet _channels;
    private readonly int _size;
    private readonly ModelBinding _model;
    private readonly ModelBinding? _candidate;

    /// <exception cref="StepException">The model does not take such windows.</exception>
    public InferBinding(ActiveModel active, WindowFrame window, double? threshold)
    {
        (_active, _channels, _size) = (active, window.Newest.Channels, window.Size);
        _model = new ModelBinding(active.Model, window, threshold, active.Time, timesAll: active.Trial is not null);
        _candidate = active.Trial?.Fit(_model, window, threshold);
    }

    public bool Fits(ActiveModel active, WindowFrame window) =>
        ReferenceEquals(_active, active) && _size == window.Size && _channels.SequenceEqual(window.Newest.Channels);

    /// <returns>The version whose results count, or null where it is not there any more.</returns>
    public ModelBinding? Run(WindowFrame window)
    {
        if (_model.Run(window) is not { } outcome) return null;
        if (_candidate is not null) _active.Trial!.Offer(_candidate, window, _model, outcome);
        return _model;
    }
}
