using EdgeAppliance.Inference.Windows;

namespace EdgeAppliance.Inference.Preprocessing;

/// <returns>Null where there is nothing to do.</returns>
internal delegate Preprocessor? PreprocessorBinder(StepParameters parameters, WindowShape shape);
