using EdgeAppliance.Core.Pictures;
using EdgeAppliance.Core.Steps;
using EdgeAppliance.Core.Steps.Pictures;
using EdgeAppliance.Inference.Repository;
using EdgeAppliance.Inference.Runtime;
using EdgeAppliance.Inference.Windows;

namespace EdgeAppliance.Inference.Steps;

/// <summary>Looks for things in pictures of any size with a model that finds boxes. Used by one thread.</summary>
internal sealed class PictureDetector(ModelSlot slot)
{
    private readonly Fitting _fitting = new();
    private PictureWindow? _window;
    private InferBinding? _binding;
    private double[] _boxes = [];

    /// <param name="boxes">x, y, width, height as parts of the picture, and the score, of each; valid until the next picture.</param>
    /// <returns>False where it cannot be said what is in the picture: the model is not there, failed, or found more than it has room to tell.</returns>
    public bool TryFind(PictureFrame picture, out ReadOnlySpan<double> boxes)
    {
        boxes = [];
        try
        {
            if (slot.Active().Model.Windows is not { Picture: { } shape, Boxes: not null }) return false;
            if (_window?.Order != shape.Order) _window = new PictureWindow(shape.Order);
            var own = PictureView.Whole(picture.Pixels.Width, picture.Pixels.Height);
            var fitted = _fitting.Fit(new PictureFrame(picture.Newest, picture.Row, picture.Pixels, own), shape.Width, shape.Height, 0);
            return TryRun(_window.Of(fitted, _window.Take(fitted)), fitted.View, shape, out boxes);
        }
        // A model that is not there may come; one that was changed meanwhile is taken anew for the next picture.
        catch (Exception e) when (e is ModelLoadException or StepException or InferenceException)
        {
            return false;
        }
    }

    private bool TryRun(WindowFrame window, PictureView view, PictureShape shape, out ReadOnlySpan<double> boxes)
    {
        boxes = [];
        var active = slot.Active();
        if (_binding is null || !_binding.Fits(active, window)) _binding = new InferBinding(active, window, null);
        if (_binding.Run(window) is not { Boxes: { } places } ran) return false;
        double count = ran.Results[places.Count];
        if (!(count <= places.Max)) return false;
        places.Map(ran.Results, shape, view);
        int values = (int)count * Postprocessing.Boxes.ValuesPerBox;
        if (_boxes.Length < values) _boxes = new double[values];
        ran.Results.Slice(places.First, values).CopyTo(_boxes);
        boxes = _boxes.AsSpan(0, values);
        foreach (double value in boxes) if (!double.IsFinite(value)) return false;
        return true;
    }
}
