@echo off
rem Launcher of the HJJ workbench on Windows:  hjj COMMAND ...      (elsewhere: ./hjj)
rem It does what the script "hjj" beside it does; the reasons are told there. Not yet tried on Windows.
setlocal EnableExtensions DisableDelayedExpansion
chcp 65001 >nul

set "here=%~dp0"
set "venv=%here%.venv"
set "python=%venv%\Scripts\python.exe"
set "stamp=%venv%\hjj-setup"

set "needed=base"
if /i "%~1"=="test" set "needed=all"
if /i "%~1"=="setup" if not "%~2"=="" set "needed=%~2"
if /i not "%needed%"=="base" if /i not "%needed%"=="all" goto unknown_choice

call :installed
if errorlevel 1 call :set_up
if errorlevel 1 goto failed

if /i "%~1"=="setup" goto ready
if /i "%~1"=="test" goto test
"%venv%\Scripts\hjj.exe" %*
exit /b %errorlevel%

:test
set "rest="
:next_argument
shift
if "%~1"=="" goto run_tests
set rest=%rest% %1
goto next_argument
:run_tests
if not defined rest set "rest=--numprocesses auto --dist loadfile"
cd /d "%here%"
"%python%" -m pytest %rest%
exit /b %errorlevel%

:ready
echo Asennus on valmis.
echo The set-up is complete.
exit /b 0

:unknown_choice
echo Tuntematon valinta: %needed%. Käytä: hjj setup base tai hjj setup all 1>&2
echo Unknown choice: %needed%. Use: hjj setup base or hjj setup all 1>&2
exit /b 2

:failed
echo Asennus ei onnistunut; syy on yllä. Korjaa se ja anna sama komento uudelleen. 1>&2
echo The set-up did not succeed; the reason is above. Mend it and give the same command again. 1>&2
exit /b 1

rem --- what is installed, and whether the files it was made from are still the same ---------------------------------

:read_stamp
set "set_found="
set "folder_found="
if exist "%stamp%\set" set /p set_found=<"%stamp%\set"
if exist "%stamp%\folder" set /p folder_found=<"%stamp%\folder"
exit /b 0

:installed
call :read_stamp
if not defined set_found exit /b 1
if /i not "%set_found%"=="%needed%" if /i not "%set_found%"=="all" exit /b 1
if not "%folder_found%"=="%here%" exit /b 1
if not exist "%python%" exit /b 1
fc /b "%here%pyproject.toml" "%stamp%\pyproject.toml" >nul 2>&1 || exit /b 1
fc /b "%here%requirements\%set_found%.lock" "%stamp%\%set_found%.lock" >nul 2>&1 || exit /b 1
exit /b 0

rem --- set-up -------------------------------------------------------------------------------------------------------

:set_up
echo Asennetaan ohjelman osat kansioon .venv. Ensimmäisellä kerralla tämä kestää muutaman minuutin. 1>&2
echo Installing the program's parts into the folder .venv. The first time takes a few minutes. 1>&2
if /i "%set_found%"=="all" set "needed=all"
where uv >nul 2>&1
if errorlevel 1 (set "uv_found=") else (set "uv_found=yes")
call :make_venv
if errorlevel 1 exit /b 1
fc /b "%here%requirements\%needed%.lock" "%stamp%\%needed%.lock" >nul 2>&1 && goto install_project
if exist "%stamp%" rmdir /s /q "%stamp%"
if defined uv_found (
    uv pip install --python "%python%" --require-hashes --only-binary :all: -r "%here%requirements\%needed%.lock"
) else (
    "%python%" -m pip install --disable-pip-version-check --require-hashes --only-binary :all: -r "%here%requirements\%needed%.lock"
)
if errorlevel 1 exit /b 1
rem Not every installer does this; without it each start of a program would do it again, in seconds.
"%python%" -m compileall -q -j 0 "%venv%\Lib" >nul 2>&1
:install_project
if defined uv_found (
    uv pip install --quiet --python "%python%" --no-deps --no-build-isolation -e "%here%."
) else (
    "%python%" -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e "%here%."
)
if errorlevel 1 exit /b 1
if not exist "%stamp%" mkdir "%stamp%"
if exist "%stamp%\base.lock" del "%stamp%\base.lock"
if exist "%stamp%\all.lock" del "%stamp%\all.lock"
copy /y "%here%pyproject.toml" "%stamp%\" >nul || exit /b 1
copy /y "%here%requirements\%needed%.lock" "%stamp%\" >nul || exit /b 1
>"%stamp%\folder" echo %here%
>"%stamp%\set" echo %needed%
exit /b 0

:make_venv
if not defined folder_found set "folder_found=%here%"
if not "%folder_found%"=="%here%" goto make_anew
call :new_enough "%python%" || goto make_anew
if defined uv_found exit /b 0
"%python%" -m pip --version >nul 2>&1 && exit /b 0
:make_anew
call :find_python
if errorlevel 1 exit /b 1
if exist "%venv%" rmdir /s /q "%venv%"
if defined uv_found (
    uv venv --quiet --python "%base_python%" "%venv%"
) else (
    "%base_python%" -m venv "%venv%"
)
exit /b %errorlevel%

:find_python
set "base_python="
if defined HJJ_PYTHON (
    call :new_enough "%HJJ_PYTHON%" && set "base_python=%HJJ_PYTHON%"
) else (
    for /f "delims=" %%P in ('py -3 -c "import sys; print(sys.executable)" 2^>nul') do call :offer "%%P"
    for /f "delims=" %%P in ('python -c "import sys; print(sys.executable)" 2^>nul') do call :offer "%%P"
)
if defined base_python exit /b 0
echo Pythonia 3.11 tai uudempaa ei löydy. Asenna se (python.org) ja yritä uudelleen. 1>&2
echo Python 3.11 or newer was not found. Install it (python.org) and try again. 1>&2
exit /b 1

:offer
if defined base_python exit /b 0
call :new_enough %1 && set "base_python=%~1"
exit /b 0

:new_enough
%1 -c "import sys; raise SystemExit(sys.version_info < (3, 11))" >nul 2>&1
exit /b %errorlevel%
