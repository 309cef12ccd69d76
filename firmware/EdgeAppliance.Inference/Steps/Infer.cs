using EdgeAppliance.Core.Pictures;
using EdgeAppliance.Core.Pipeline;
using EdgeAppliance.Core.Readings;
using EdgeAppliance.Core.Steps;
using EdgeAppliance.Core.Steps.Pictures;
using EdgeAppliance.Inference.Repository;
using EdgeAppliance.Inference.Runtime;
using EdgeAppliance.Inference.Windows;

namespace EdgeAppliance.Inference.Steps;

/// <summary>Runs a model on each window, or on each reading where it stands behind no window step, and makes one reading of its results
/// with the time of the newest: a channel a result, and <c>threshold</c> where there is one.</summary>
/// <remarks>A window that the model fails on, or that lacks a value, makes a reading without results: how many readings come out is the
/// same whichever version of the model ran.</remarks>
public sealed class Infer(ModelSlot slot, double? threshold) : Step
{
    /// <summary>Readings handed on at once.</summary>
    private const int RowsMax = 64;

    private InferBinding? _binding;
    private PictureWindow? _pictures;
    private ReadingBatch? _output;

    public override RecordType? Makes => RecordType.Inference;

    /// <exception cref="StepException">The model is not there, or does not take such windows.</exception>
    public override void Process(WindowFrame window)
    {
        Run(window);
        HandOn();
    }

    /// <exception cref="StepException">The model is not there, or does not take single readings.</exception>
    public override void Process(ReadingBatch batch)
    {
        int channels = batch.Channels.Count;
        Span<double> values = channels <= 128 ? stackalloc double[channels] : new double[channels];
        for (int row = 0; row < batch.Count; row++)
        {
            for (int c = 0; c < channels; c++) values[c] = batch.Get(row, c);
            Run(new WindowFrame(batch, row, 1, values));
        }
        HandOn();
    }

    /// <exception cref="StepException">The model is not there, or does not take such pictures.</exception>
    public override void Process(PictureFrame picture)
    {
        var shape = ShapeFor(picture.Pixels);
        if (_pictures?.Order != shape.Order) _pictures = new PictureWindow(shape.Order);
        Run(_pictures.Of(picture, _pictures.Take(picture)), picture.View, shape);
        HandOn();
    }

    /// <param name="picture">Where the window is a picture: the one that boxes in it are to be told by.</param>
    private void Run(WindowFrame window, PictureView view = default, PictureShape? picture = null)
    {
        ModelBinding? ran;
        do
        {
            ran = BindingFor(window).Run(window);
        }
        // A switch took the sessions away after they were looked up.
        while (ran is null);
        var output = OutputFor(window.Newest, ran);
        int row = output.AddRow(window.Newest.TimesUs[window.Row]);
        var results = ran.Results;
        if (picture is not null) ran.Boxes?.Map(results, picture, view);
        for (int i = 0; i < results.Length; i++) output.Set(row, i, results[i]);
    }

    private PictureShape ShapeFor(PixelBuffer pixels)
    {
        try
        {
            var shape = slot.Active().Model.Windows?.Picture
                ?? throw new StepException($"The model '{slot.Name}' takes no pictures: its manifest lists neither the channels r, g, b nor grey, or its input has another shape.");
            if (shape.Width == pixels.Width && shape.Height == pixels.Height) return shape;
            throw new StepException($"The model '{slot.Name}' takes pictures of {shape.Width} × {shape.Height}, and gets {pixels.Width} × {pixels.Height}; put a letterbox or a resize step before it.");
        }
        catch (ModelLoadException e)
        {
            throw Unusable(e);
        }
    }

    private StepException Unusable(ModelLoadException e) => new($"The model '{slot.Name}' cannot be used: {e.Message}");

    private InferBinding BindingFor(WindowFrame window)
    {
        try
        {
            var active = slot.Active();
            if (_binding is null || !_binding.Fits(active, window)) _binding = new InferBinding(active, window, threshold);
            return _binding;
        }
        catch (ModelLoadException e)
        {
            throw Unusable(e);
        }
    }

    private ReadingBatch OutputFor(ReadingBatch input, ModelBinding ran)
    {
        bool fits = _output is { } o && ReferenceEquals(o.Channels, ran.Output) && o.Device == input.Device && o.Source == input.Source && o.Cleared == input.Cleared;
        if (!fits || _output!.Count == _output.Capacity) HandOn();
        if (fits) return _output!;
        _output?.Release();
        return _output = ReadingBatch.Rent(input.Source, input.Device, ran.Output, RowsMax, cleared: input.Cleared);
    }

    private void HandOn()
    {
        if (_output is not { Count: > 0 } output) return;
        Next?.Process(output);
        output.Clear();
    }
}
